-- The photo itself is the seed: what a class finds in it is brought out where the class is seen, and a leash on an
-- early layer keeps the rest as it was (Hamblin et al., "Feature accentuation", 2024).
local r = require "reverie"

return r.preset {
  api = 1, title = "Feature accentuation", author = "Reverie, after Hamblin, Fel et al.", licence = "CC0-1.0",
  about = "Shows where a photo already holds a class, by drawing it a little clearer. Needs a network with classes.",
  params = {
    creature = r.class { default = "tabby", about = "what is brought out" },
    leash = r.number { default = 0.06, min = 0, max = 4, about = "how much of the picture stays" },
    steps = r.integer { default = 20, min = 4, max = 400, about = "on each size" },
  },
  network = "squeezenet",
  canvas = r.clouds { width = 768, height = 512 },

  recipe = function(net, p)
    return {
      r.stage {
        maximize = net:class(p.creature), minimize = p.leash * net:at(0.4):leash(r.input()),
        mask = net:where(p.creature):feather(0.04),
        parameterization = r.fourier { decay = 1.2 }, optimizer = "adam", gradient = "none",
        octaves = { from = 130, scale = 1.5 }, steps = p.steps, jitter = 16,
        step_size = r.per_octave { 0.05, 0.045, 0.035, 0.025 },
      },
    }
  end,
}
