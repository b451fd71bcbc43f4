-- "Dreamy" of the first Keras example (2016): later layers, no more than a touch of smoothness, and L-BFGS, which finds
-- its own step.
local r = require "reverie"

return r.preset {
  api = 1, title = "Keras: dreamy", author = "Reverie, after François Chollet's Keras example", licence = "CC0-1.0",
  about = "Soft shapes from later layers, found by L-BFGS.",
  params = {
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far the dream goes" },
    calm = r.number { default = 0.3, min = 0, max = 1, about = "how smooth it stays" },
  },
  network = "efficientnet-lite0",
  canvas = r.gradient {
    colours = { "#f7d9e3", "#f3b8c2", "#c9a7d8", "#8fa8dc", "#a8dcd1", "#f6f0d8" }, angle = 60,
    width = 768, height = 512,
  },

  recipe = function(net, p)
    local seen = 0.05 * net:at(0.6):inset(1):energy() + 0.02 * net:at(0.65):inset(1):energy()
    return {
      r.stage {
        maximize = seen, minimize = p.calm * r.tv(2.5) + 0.02 * r.lp(2),
        octaves = { count = 6, scale = 1.4 }, steps = 7,
        optimizer = "lbfgs", step_size = 0.8 * p.strength, jitter = 0,
      },
      r.match_histogram { from = "input", space = "ab" },
    }
  end,
}
