-- Grass comes through the floor. Each patch of the picture grows towards the patch of a guide that it resembles most,
-- and a vision transformer is a good judge of that: a shadow takes the guide's shadows, an edge its blades.
local r = require "reverie"

return r.preset {
  api = 1, title = "Overgrown", author = "Reverie", licence = "CC0-1.0",
  about = "Another picture grows over this one, patch by patch, each where it fits. Best with DINOv2.",
  params = {
    guide = r.picture { optional = true, about = "what grows; grass when there is none" },
    depth = r.number { default = 0.54, min = 0.2, max = 0.9, about = "0.3 borrows surfaces, 0.54 stuff, 0.8 things" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how long it has grown" },
  },
  network = "dinov2-small",
  canvas = r.clouds { width = 768, height = 512 },

  recipe = function(net, p)
    local function far(size) return size * p.strength end
    local guide = p.guide or r.file("guides/grass.jpg")
    return {
      r.stage {
        name = "grow", maximize = net:at(p.depth):guide(guide, "best-match"),
        parameterization = r.fourier { decay = 1.15 }, optimizer = "adam", gradient = "none",
        octaves = { from = 200, scale = 1.5 }, steps = { 16, 14, 10 }, jitter = 14,
        step_size = r.per_octave { far(0.05), far(0.04), far(0.022) },
        transforms = { r.random_scale { 0.95, 1, 1.05 }, r.random_rotate { -4, 0, 4 } },
      },
    }
  end,
}
