-- A landscape that closes into a ring: its left side meets its right, for a viewer that turns around in it.
local r = require "reverie"

return r.preset {
  api = 1, title = "Panorama", author = "Reverie", licence = "CC0-1.0",
  about = "A strange coast, all the way round: 360° without a seam.",
  params = {
    depth = r.number { default = 0.75, min = 0.1, max = 1, about = "0.3 is sand and foam, 0.9 is inhabited" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far the dream goes" },
  },
  network = "efficientnet-lite0",
  canvas = r.gradient {
    colours = { "#6f93b8", "#a9c3d3", "#e9dcc3", "#b79a6a", "#5d5136", "#2e2f25" }, angle = 90,
    width = 1536, height = 512,
  },

  recipe = function(net, p)
    return {
      r.stage {
        name = "land", maximize = net:at(p.depth):energy(), wrap = "horizontal",
        parameterization = "fourier", optimizer = "adam", step_size = 0.04 * p.strength, gradient = "none",
        octaves = { count = 2, scale = 2 }, steps = 30, jitter = 64,
      },
      r.match_colours { from = "input", space = "ab" },
      r.blend(r.input(), "luminosity", 0.15),
    }
  end,
}
