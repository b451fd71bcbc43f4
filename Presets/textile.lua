-- Cloth by the metre: drawn on a sheet whose sides meet, in six dyes, which then take after the
-- colours that the picture has.
local r = require "reverie"

return r.preset {
  api = 1, title = "Textile", author = "Reverie", licence = "CC0-1.0",
  about = "A pattern that repeats without a seam, in six dyes.",
  params = {
    depth = r.number { default = 0.6, min = 0.1, max = 1, about = "0.3 weaves, 0.6 draws ornaments, 0.9 draws beasts" },
    dye = r.number { default = 0.75, min = 0, max = 1, about = "how strictly the six dyes are kept" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far the dream goes" },
  },
  network = "efficientnet-lite0",
  canvas = r.gradient {
    colours = { "#efe3c8", "#c99a4b", "#9c3b2e", "#5a2333", "#2c4a52", "#14202b", "#9c3b2e", "#efe3c8" }, angle = 45,
    width = 512, height = 512,
  },

  recipe = function(net, p)
    return {
      r.seamless(0.3), r.warp { amount = 0.25, wavelength = 0.4, wrap = "both" },
      r.tone { contrast = 0.5, saturation = 0.5 },
      r.stage {
        maximize = net:at(p.depth):energy(), minimize = 0.02 * r.tv(), wrap = "both",
        octaves = { count = 4, scale = 1.6 }, steps = 16, step_size = r.ease(4, 2) * p.strength, jitter = 64,
      },
      r.blur { radius = 0.0015, wrap = "both" },
      r.palette {
        colours = { "#efe3c8", "#c99a4b", "#9c3b2e", "#5a2333", "#2c4a52", "#14202b" }, strength = p.dye,
      },
      r.match_colours { from = "input", space = "ab" },
    }
  end,
}
