-- One creature on a round, transparent sheet, to put on anything: it is dreamt inside the circle only, and the circle
-- is cut out at the end. Write it to a PNG.
local r = require "reverie"

return r.preset {
  api = 1, title = "Sticker", author = "Reverie", licence = "CC0-1.0",
  about = "A creature on a round sticker with a transparent border. Needs a network with classes.",
  params = {
    creature = r.class { default = "ladybug", about = "who is on it" },
    size = r.number { default = 0.42, min = 0.1, max = 0.49, about = "its radius, as a part of the sheet" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far the dream goes" },
  },
  network = "squeezenet",
  canvas = r.radial { colours = { "#f4e3b2", "#c8c27a", "#5f8f5a", "#234a3d" }, width = 512, height = 512 },

  recipe = function(net, p)
    local function round(softness)
      return r.ellipse { width = p.size, height = p.size, softness = softness }
    end
    return {
      r.warp(0.06, 0.3),
      r.stage {
        maximize = net:class(p.creature) + 0.3 * net:at(0.8):energy(), minimize = 0.05 * r.tv(), mask = round(0.3),
        octaves = { count = 5, scale = 1.4 }, steps = 18, step_size = r.ease(2.4, 1.2) * p.strength,
      },
      r.match_colours { from = "input", space = "ab" },
      r.opacity(round(0.03)),
    }
  end,
}
