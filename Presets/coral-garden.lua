-- Under water everything grows: light falls from above, currents bend what is there, and the network fills the ground
-- with fans and polyps.
local r = require "reverie"

return r.preset {
  api = 1, title = "Coral garden", author = "Reverie", licence = "CC0-1.0",
  about = "A reef, from nothing but light that falls through water.",
  params = {
    depth = r.number { default = 0.8, min = 0.1, max = 1, about = "0.3 grows weed, 0.9 grows things with eyes" },
    current = r.number { default = 0.05, min = 0, max = 0.2, about = "how far the current bends it, in shorter sides" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far the dream goes" },
  },
  network = "efficientnet-lite0",
  canvas = r.gradient {
    colours = { "#dff5ec", "#7cc7c9", "#2f8fa6", "#b5654a", "#6a2f4a", "#151b33" }, angle = 90,
    width = 768, height = 512,
  },

  recipe = function(net, p)
    local function grow(steps, size)
      return r.stage {
        maximize = net:at(p.depth):energy(), mask = r.ramp(90, 0.15, 0.6),
        parameterization = "fourier", optimizer = "adam", step_size = size * p.strength, gradient = "none",
        octaves = { count = 1 }, steps = steps, jitter = 32,
      }
    end
    return {
      p.current > 0 and r.warp(p.current, 0.35), grow(24, 0.06),
      p.current > 0 and r.warp(p.current / 2, 0.2), grow(16, 0.04),
      r.match_colours { from = "input", space = "ab" },
    }
  end,
}
