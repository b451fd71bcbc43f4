-- "Bad trip" of the first Keras example (2016): middle layers, jitter of five pixels, and a strong pull towards grey.
local r = require "reverie"

return r.preset {
  api = 1, title = "Keras: bad trip", author = "Reverie, after François Chollet's Keras example", licence = "CC0-1.0",
  about = "Middle layers at full pull: everything crawls.",
  params = {
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far the trip goes" },
    sober = r.number { default = 0.8, min = 0, max = 4, about = "how hard colours are pulled back to grey" },
  },
  network = "squeezenet",
  canvas = r.gradient {
    colours = { "#ffd23f", "#ff6f3c", "#d7263d", "#5b1a6b", "#12664f", "#0b132b" }, width = 768, height = 512,
  },

  recipe = function(net, p)
    local function inner(depth) return net:at(depth):crop { left = 0.06, top = 0.06, right = 0.94, bottom = 0.94 } end
    local seen = 0.05 * inner(0.6):energy() + 0.01 * inner(0.65):energy() + 0.01 * inner(0.7):energy()
    return {
      r.stage {
        maximize = seen, minimize = 0.1 * r.tv(2.5) + p.sober * r.lp(2),
        octaves = { count = 5, scale = 1.4 }, steps = 14, step_size = 1.5 * p.strength, jitter = 5,
      },
      r.match_colours { from = "input", space = "ab" },
    }
  end,
}
