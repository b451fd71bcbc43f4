-- Under water everything grows: light falls from above, a slow current bends what stands in it, and the network fills
-- the ground with fans and polyps, the largest first. What reaches into the light is left alone.
local r = require "reverie"

return r.preset {
  api = 1, title = "Coral garden", author = "Reverie", licence = "CC0-1.0",
  about = "A reef, from nothing but light that falls through water.",
  params = {
    depth = r.number { default = 0.78, min = 0.1, max = 1, about = "0.3 grows weed, 0.7 fans, 0.9 things with eyes" },
    current = r.number { default = 0.02, min = 0, max = 0.2, about = "how far the current bends it, in shorter sides" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far the dream goes" },
  },
  network = "efficientnet-lite0",
  canvas = r.gradient {
    colours = { "#dff5ec", "#7cc7c9", "#2f8fa6", "#b5654a", "#6a2f4a", "#151b33" }, angle = 90,
    width = 768, height = 512,
  },

  recipe = function(net, p)
    local function far(size) return size * p.strength end
    return {
      p.current > 0 and r.warp(p.current, 0.5),
      r.stage {
        name = "reef", maximize = net:at(p.depth):energy(), mask = r.ramp(90, 0.25, 0.75),
        parameterization = r.fourier { decay = 1.1 }, optimizer = "adam", gradient = "none",
        octaves = { from = 110, scale = 1.5 }, steps = 18, jitter = 32,
        step_size = r.per_octave { far(0.06), far(0.055), far(0.045), far(0.022), far(0.008) },
      },
      r.match_colours { from = "input", space = "ab" },
    }
  end,
}
