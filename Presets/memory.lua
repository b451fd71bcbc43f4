-- What is left of a picture when one has only what a layer saw of it: it is blurred away, and drawn again from memory
-- (feature inversion: Mahendran and Vedaldi, 2014).
local r = require "reverie"

return r.preset {
  api = 1, title = "From memory", author = "Reverie", licence = "CC0-1.0",
  about = "Forgets the picture, and draws it again from what a layer remembers.",
  params = {
    depth = r.number { default = 0.6, min = 0.1, max = 1, about = "0.2 remembers everything, 0.9 only what mattered" },
    fancy = r.number { default = 0.2, min = 0, max = 2, about = "how much is made up on the way" },
    steps = r.integer { default = 80, min = 8, max = 500, about = "how many" },
  },
  network = "squeezenet",
  -- Sky, sunset, sea and meadow, in bands: what comes back is a landscape.
  canvas = r.gradient {
    colours = {
      "#2b6ca3", "#8fc1d9", "#f7ead0", "#f2a65a", "#d1495b", "#3d405b", "#e9d8a6", "#3a7d44", "#1b4332",
    },
    width = 768, height = 512,
  },

  recipe = function(net, p)
    local layer = net:at(p.depth)
    return {
      r.blur(0.06), r.tone { contrast = 0.6 },
      r.stage {
        maximize = layer:content(r.input()) + p.fancy * layer:caricature(r.input()),
        minimize = 0.02 * r.tv(), parameterization = "fourier", optimizer = "adam", step_size = 0.05, gradient = "none",
        octaves = { count = 1 }, steps = p.steps, jitter = 0,
      },
      r.match_colours { from = "input", space = "oklab" },
    }
  end,
}
