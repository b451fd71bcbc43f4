-- More of whatever is there: each place grows in the direction in which the network already sees it (Olah, 2018).
local r = require "reverie"

return r.preset {
  api = 1, title = "Caricature", author = "Reverie, after Lucid's caricatures", licence = "CC0-1.0",
  about = "Overstates what the network sees in a picture, and puts nothing else there.",
  params = {
    depth = r.number { default = 0.75, min = 0.1, max = 1, about = "0.3 overstates textures, 0.9 overstates things" },
    power = r.number { default = 1, min = 0, max = 4, about = "how strictly other directions are shut out" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far it goes" },
    steps = r.integer { default = 14, min = 4, max = 200, about = "on each size" },
  },
  network = "squeezenet",
  canvas = r.clouds { width = 768, height = 512 },

  recipe = function(net, p)
    local function far(size) return size * p.strength end
    return {
      r.stage {
        maximize = net:at(p.depth):caricature(r.input(), p.power),
        parameterization = r.fourier { decay = 1.15 }, optimizer = "adam", gradient = "none",
        octaves = { from = 100, scale = 1.5 }, steps = p.steps,
        step_size = r.per_octave { far(0.05), far(0.045), far(0.035), far(0.025), far(0.014) },
      },
    }
  end,
}
