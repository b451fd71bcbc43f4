-- Twenty-four megapixels, for a wall: large shapes are laid out on a small sheet, and detail is drawn only on the last
-- sizes, with few steps, since every step there is dear. The whole sheet takes 4 GB of memory, and less with --memory.
local r = require "reverie"

return r.preset {
  api = 1, title = "Poster", author = "Reverie", licence = "CC0-1.0",
  about = "A dream of 6000 by 4000 pixels, coarse to fine.",
  params = {
    depth = r.number { default = 0.8, min = 0.1, max = 1, about = "0.3 draws textures, 0.9 draws animals" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far the dream goes" },
  },
  network = "efficientnet-lite0",
  canvas = r.gradient {
    colours = { "#12203f", "#3f3a6b", "#a8557a", "#f0906a", "#fbd38a", "#7a5a4a", "#2a2233" },
    width = 6000, height = 4000,
  },

  recipe = function(net, p)
    return {
      r.stage {
        name = "layout", maximize = net:at(p.depth):energy(), octaves = { from = 110, scale = 1.6 },
        steps = { 16, 16, 14, 12, 10, 8, 6, 4, 3 }, jitter = 64,
        step_size = r.ease(10, 0.5) * p.strength, parameterization = r.pixels { space = "decorrelated" },
      },
      r.match_colours { from = "input", space = "ab" },
    }
  end,
}
