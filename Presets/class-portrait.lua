-- A class drawn as deepdraw did: large steps and a strong blur first, then closer and closer, with the blur fading
-- (Øygard, 2015). It sits in lamplight before a dark wall, as old masters had it, and has no colours but the lamp's.
-- Of a photo, too, only the light is left.
local r = require "reverie"

return r.preset {
  api = 1, title = "Class portrait", author = "Reverie, after Audun Øygard's deepdraw", licence = "CC0-1.0",
  about = "One class, from a blur to a portrait. Needs a network with classes. Best with SqueezeNet.",
  params = {
    creature = r.class { default = "red fox", about = "who sits for the portrait" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far each step goes" },
  },
  network = "squeezenet",
  canvas = r.radial {
    colours = { "#c9a063", "#a06a3c", "#5f4630", "#2c2a26", "#141518" }, width = 512, height = 512,
  },

  recipe = function(net, p)
    local sitter = net:class(p.creature)
    local lamplight = r.ellipse { width = 0.42, height = 0.46, softness = 0.6 }
    local lamp = r.match_histogram { from = "input", space = "ab" }
    return {
      r.stage {
        name = "sketch", maximize = sitter, gradient = "mean", octaves = { count = 1, sides = { 176 } }, steps = 60,
        step_size = r.ease(7, 3) * p.strength, priors = { blur = r.ease(1.8, 0.9) }, jitter = 24,
        mask = lamplight,
      },
      lamp,
      r.stage {
        name = "portrait", maximize = sitter, gradient = "mean", octaves = { count = 3, scale = 1.4 }, steps = 30,
        step_size = r.ease(4, 1.5) * p.strength, priors = { blur = r.ease(1.2, 0.8) },
        transforms = { r.random_crop { fraction = 0.7, spread = 0.15 } }, views = 2, jitter = 0, mask = lamplight,
      },
      lamp, r.tone { contrast = 1.25 },
    }
  end,
}
