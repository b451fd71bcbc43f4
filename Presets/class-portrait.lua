-- A class drawn as deepdraw did: large steps and a strong blur first, then closer and closer, with the blur fading
-- (Øygard, 2015).
local r = require "reverie"

return r.preset {
  api = 1, title = "Class portrait", author = "Reverie, after Audun Øygard's deepdraw", licence = "CC0-1.0",
  about = "One class, from a blur to a portrait. Needs a network with classes.",
  params = {
    creature = r.class { default = "red fox", about = "who sits for the portrait" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far each step goes" },
  },
  network = "squeezenet",
  canvas = r.noise { kind = "white", width = 512, height = 512 },

  recipe = function(net, p)
    local sitter = net:class(p.creature)
    return {
      r.tone { contrast = 0.15 },
      r.stage {
        name = "sketch", maximize = sitter, gradient = "mean", octaves = { count = 1, sides = { 256 } }, steps = 60,
        step_size = r.ease(7, 3) * p.strength, priors = { blur = r.ease(1.8, 0.9) }, jitter = 24,
      },
      r.stage {
        name = "portrait", maximize = sitter, gradient = "mean", octaves = { count = 2, scale = 1.3 }, steps = 30,
        step_size = r.ease(4, 1.5) * p.strength, priors = { blur = r.ease(1.2, 0.8) },
        transforms = { r.random_crop { fraction = 0.7, spread = 0.15 } }, views = 2, jitter = 0,
      },
      r.tone { exposure = 0.4, contrast = 1.2, saturation = 0.75 },
    }
  end,
}
