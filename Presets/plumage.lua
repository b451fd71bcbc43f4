-- Scales, feathers and fur. A vision transformer looks at patches, and its middle blocks know what a thing is covered
-- with: what they see is laid on in thick paint, over everything, and the things themselves stay where they are.
local r = require "reverie"

return r.preset {
  api = 1, title = "Plumage", author = "Reverie", licence = "CC0-1.0",
  about = "Covers whatever is there with scales, feathers and fur. Best with DINOv2.",
  params = {
    depth = r.number { default = 0.63, min = 0.2, max = 0.9, about = "0.3 brushes, 0.63 feathers, 0.8 invents" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how thick the paint is" },
    steps = r.integer { default = 24, min = 8, max = 256, about = "how many" },
  },
  network = "dinov2-small",
  canvas = r.clouds { width = 768, height = 512 },

  recipe = function(net, p)
    return {
      r.stage {
        name = "feathers",
        -- A few tokens of a transformer shout; without them the rest is heard.
        maximize = net:at(p.depth):without_outliers(2.5):energy(),
        parameterization = "fourier", optimizer = "adam", step_size = 0.06 * p.strength, gradient = "none",
        octaves = { count = 1 }, steps = p.steps, jitter = 14,
        transforms = { r.random_scale { 0.95, 1, 1.05 }, r.random_rotate { -4, 0, 4 } },
      },
      r.match_colours { from = "input", space = "ab" },
    }
  end,
}
