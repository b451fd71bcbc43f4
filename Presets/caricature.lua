-- More of whatever is there: each place grows in the direction in which the network already sees it (Olah, 2018).
local r = require "reverie"

return r.preset {
  api = 1, title = "Caricature", author = "Reverie, after Lucid's caricatures", licence = "CC0-1.0",
  about = "Overstates what the network sees in a picture, and puts nothing else there.",
  params = {
    depth = r.number { default = 0.7, min = 0.1, max = 1, about = "0.3 overstates textures, 0.9 overstates things" },
    power = r.number { default = 1, min = 0, max = 4, about = "how strictly other directions are shut out" },
    steps = r.integer { default = 60, min = 8, max = 512, about = "how many" },
  },
  network = "squeezenet",
  canvas = r.clouds { width = 768, height = 512 },

  recipe = function(net, p)
    return {
      r.stage {
        maximize = net:at(p.depth):caricature(r.input(), p.power),
        parameterization = "fourier", optimizer = "adam", step_size = 0.05, gradient = "none",
        octaves = { count = 1 }, steps = p.steps, jitter = 8,
        transforms = { r.random_scale { 0.95, 1, 1.05 }, r.random_rotate { -4, 0, 4 } },
      },
      r.match_colours { from = "input", space = "ab" },
    }
  end,
}
