-- TensorFlow's tutorial: the mean of two layers, the gradient divided by its deviation, and five sizes, two of them
-- above the picture's own. Each size dreams on the last, so that the photo softens under it. Means want layers behind
-- a ReLU, whose numbers do not cancel each other: SqueezeNet's and VGG's. By itself it paints a moon and its night.
local r = require "reverie"

return r.preset {
  api = 1, title = "TF2 tutorial", author = "Reverie, after TensorFlow's DeepDream tutorial", licence = "CC0-1.0",
  about = "Two layers, five sizes, and steps of one deviation.",
  params = {
    steps = r.integer { default = 24, min = 1, max = 200, about = "on each size; the tutorial takes 50" },
    strength = r.number { default = 1.5, min = 0.2, max = 3, about = "how far each step goes" },
  },
  network = "squeezenet",
  canvas = r.radial {
    colours = { "#fff3bf", "#f4c95d", "#5f93c9", "#2f5fa8", "#1f3f82", "#16285a" }, width = 768, height = 512,
  },

  recipe = function(net, p)
    return {
      r.stage {
        maximize = net:at(0.6):mean() + net:at(0.9):mean(),
        octaves = { count = 5, scale = 1.3, above = 2 }, steps = p.steps,
        step_size = 1.275 * p.strength, gradient = "deviation", jitter = 256, detail = false,
      },
    }
  end,
}
