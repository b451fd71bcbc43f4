-- A landscape that closes into a ring: its left side meets its right, for a viewer that turns around in it. The ground
-- is bent into hills, and only then does something live in it; the sky stays empty.
local r = require "reverie"

return r.preset {
  api = 1, title = "Panorama", author = "Reverie", licence = "CC0-1.0",
  about = "A strange coast, all the way round: 360° without a seam. Best with EfficientNet-Lite.",
  params = {
    depth = r.number { default = 0.75, min = 0.1, max = 1, about = "0.3 is sand and foam, 0.9 is inhabited" },
    hills = r.number { default = 0.08, min = 0, max = 0.4, about = "how high they are, in heights; 0 bends nothing" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far the dream goes" },
  },
  network = "efficientnet-lite0",
  canvas = r.gradient {
    colours = {
      "#27406b", "#5b86b0", "#a9c8d8", "#f3dcb4", "#f0a870", "#7d4a3c", "#8a6a44", "#c4a25c", "#2f6f78", "#1d4a5c",
      "#14303f",
    },
    angle = 90, width = 1536, height = 512,
  },

  recipe = function(net, p)
    return {
      p.hills > 0 and r.warp(p.hills, 0.9),
      r.seamless { border = 0.15, wrap = "horizontal" },
      r.stage {
        name = "land", maximize = net:at(p.depth):energy(), mask = r.ramp(90, 0.35, 0.5), wrap = "horizontal",
        parameterization = "fourier", optimizer = "adam", step_size = 0.055 * p.strength, gradient = "none",
        octaves = { count = 2, scale = 2 }, steps = 40, jitter = 64,
      },
      r.match_colours { from = "input", space = "ab" },
    }
  end,
}
