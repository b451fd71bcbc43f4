-- Yosinski's four priors (2015): the same class, drawn under one of four ideas of what a picture is, at a lake at dawn.
-- Blurred now and then, with small pixels removed, decayed, or with what does not help taken away.
local r = require "reverie"

local priors = {
  ["small pixels"] = { blur = 0.5, blur_every = 4, small_norm = 0.5 },
  sharp = { decay = 0.3, small_norm = 0.2 },
  blurred = { decay = 0.0001, blur = 1.0, blur_every = 4 },
  useful = { blur = 0.5, blur_every = 4, small_contribution = 0.9 },
}

return r.preset {
  api = 1, title = "Four priors", author = "Reverie, after Yosinski et al.", licence = "CC0-1.0",
  about = "A class out of the mist, under one of four priors. Needs a network with classes. Best with SqueezeNet.",
  params = {
    creature = r.class { default = "flamingo", about = "what is drawn" },
    prior = r.choice { default = "blurred", of = { "small pixels", "sharp", "blurred", "useful" },
      about = "what is done to the picture after each step" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far each step goes" },
  },
  network = "squeezenet",
  canvas = r.gradient {
    colours = { "#f2c9b0", "#e8a6a0", "#8fa6b8", "#5f8f9c", "#7fb0ae", "#d9c9a8" }, width = 512, height = 512,
  },

  recipe = function(net, p)
    return {
      r.stage {
        maximize = net:class(p.creature), priors = priors[p.prior], gradient = "mean",
        octaves = { count = 5, scale = 1.5 }, steps = 40, step_size = r.ease(6, 2) * p.strength, jitter = 16,
      },
      -- Whatever colours the class would like to have: those of the lake, and no others.
      r.match_histogram { from = "input", space = "ab" },
    }
  end,
}
