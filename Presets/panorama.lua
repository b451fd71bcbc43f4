-- A landscape that closes into a ring: its left side meets its right, for a viewer that turns around in it. Where they
-- meet lies mist, and in it the dream is densest; the ground is bent into hills, and the sky stays empty.
local r = require "reverie"

return r.preset {
  api = 1, title = "Panorama", author = "Reverie", licence = "CC0-1.0",
  about = "A strange coast, all the way round: 360° without a seam. Best with EfficientNet-Lite.",
  params = {
    depth = r.number { default = 0.75, min = 0.1, max = 1, about = "0.3 is sand and foam, 0.9 is inhabited" },
    hills = r.number { default = 0.04, min = 0, max = 0.4, about = "how high they are, in heights; 0 bends nothing" },
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
    local ends = r.ramp(0, 0.88, 0.99) + r.ramp(180, 0.88, 0.99)
    return {
      -- Mist where the ends meet: what is blurred around the ring has no seam.
      r.blur { radius = 0.12, wrap = "horizontal" },
      r.blend { picture = r.input(), mask = 1 - ends },
      p.hills > 0 and r.warp { amount = p.hills, wavelength = 0.9, wrap = "horizontal" },
      r.stage {
        name = "land", maximize = net:at(p.depth):energy(), mask = r.ramp(90, 0.15, 0.6) + ends, wrap = "horizontal",
        parameterization = r.fourier { decay = 1.15 }, optimizer = "adam", gradient = "none",
        octaves = { from = 110, scale = 1.5 }, steps = { 16, 16, 14, 12, 10 }, jitter = 64,
        step_size = p.strength * r.per_octave { 0.055, 0.05, 0.04, 0.028, 0.014 },
      },
      r.match_colours { from = "input", space = "ab" },
    }
  end,
}
