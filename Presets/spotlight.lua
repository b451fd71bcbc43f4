-- What you would look at stays as it is; all around it dreams. Where that is, a head behind DINOv2 knows, which learned
-- it from people.
local r = require "reverie"

return r.preset {
  api = 1, title = "Spotlight", author = "Reverie", licence = "CC0-1.0",
  about = "Leaves alone what you would look at, and dreams all around it. Best with DINOv2.",
  params = {
    depth = r.number { default = 0.63, min = 0.2, max = 0.9, about = "0.3 brushes, 0.63 feathers, 0.8 invents" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far the surroundings go" },
    shyness = r.number { default = 1, min = 0.3, max = 4, about = "above 1 the dream comes closer" },
  },
  network = "dinov2-small",
  canvas = r.clouds { width = 768, height = 512 },

  recipe = function(net, p)
    local function far(size) return size * p.strength end
    local around = (1 - r.saliency(p.shyness)):feather(0.02)
    return {
      r.stage {
        name = "around", maximize = net:at(p.depth):without_outliers(2.5):energy(), mask = around,
        parameterization = r.fourier { decay = 1.15 }, optimizer = "adam", gradient = "none",
        octaves = { from = 200, scale = 1.5 }, steps = { 16, 14, 10 }, jitter = 14,
        step_size = r.per_octave { far(0.05), far(0.04), far(0.022) },
        transforms = { r.random_scale { 0.9, 1, 1.1 }, r.random_rotate { -4, 0, 4 } },
      },
    }
  end,
}
