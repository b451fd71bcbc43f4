-- One creature on a round, transparent sheet, to put on anything: it is drawn inside the circle only, blurred a little
-- now and then so that it stays soft, and what lies outside is cut away. Write it to a PNG.
local r = require "reverie"

return r.preset {
  api = 1, title = "Sticker", author = "Reverie", licence = "CC0-1.0",
  about = "A creature on a round sticker with a transparent border. Needs a network with classes.",
  params = {
    creature = r.class { default = "macaw", about = "who is on it" },
    size = r.number { default = 0.46, min = 0.1, max = 0.5, about = "its radius, as a part of the sheet" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far the dream goes" },
  },
  network = "squeezenet",
  canvas = r.radial { colours = { "#f3d27a", "#e79a4b", "#3f9a8a", "#1f5f6b" }, width = 512, height = 512 },

  recipe = function(net, p)
    local function round(size, softness)
      return r.ellipse { width = size, height = size, softness = softness }
    end
    return {
      r.stage {
        maximize = net:class(p.creature), mask = round(0.8 * p.size, 0.5), gradient = "mean",
        octaves = { count = 5, scale = 1.5 }, steps = { 90, 40, 12, 4, 4 },
        step_size = r.ease(6, 2) * p.strength, jitter = 16,
        priors = { blur = 1, blur_every = 4 },
      },
      r.match_colours { from = "input", space = "ab" },
      r.opacity(round(p.size, 0.03)),
    }
  end,
}
