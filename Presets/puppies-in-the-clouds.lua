-- Looks for animals in the sky: first their fur, coarse to fine, then the creature itself, where the clouds are bright.
-- They come up in the middle, so that the picture's edge cuts off no face.
local r = require "reverie"

return r.preset {
  api = 1,
  title = "Puppies in the clouds",
  author = "Reverie",
  licence = "CC0-1.0",
  about = "Looks for animals in the sky, coarse to fine. Needs a network with classes.",
  params = {
    strength = r.number { default = 1.0, min = 0.2, max = 3.0, about = "how far the dream goes" },
    creature = r.class { default = "golden retriever", about = "who is hiding up there" },
  },
  network = "squeezenet",
  canvas = r.clouds { width = 768, height = 512 },

  recipe = function(net, p)
    local fur = net:at(0.85):energy()
    local beast = net:class(p.creature)
    return {
      r.stage {
        name = "sketch",
        maximize = fur + 0.5 * beast,
        octaves = { count = 6, scale = 1.4 }, steps = 12,
        step_size = r.ease(2.0, 1.0) * p.strength,
        jitter = 32,
        mask = r.ellipse { width = 0.48, height = 0.42, softness = 0.5 },
      },
      r.stage {
        name = "beasts",
        maximize = fur + beast,
        minimize = 0.02 * r.tv(),
        octaves = { count = 3, scale = 1.4 }, steps = 10,
        step_size = 1.0 * p.strength,
        mask = r.luminance { above = 0.45 },
      },
      r.match_colours { from = "input", space = "ab" },
    }
  end,
}
