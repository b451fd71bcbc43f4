-- What the network thinks a creature looks like, drawn from nothing but the colours of dry grass. The climb burns them;
-- the last stage gives the canvas its own back, and leaves light and shadow as they were dreamt.
local r = require "reverie"

return r.preset {
  api = 1,
  title = "Zebra herd",
  author = "Reverie",
  licence = "CC0-1.0",
  about = "Draws a herd of one kind of creature on dry grass. Needs a network with classes. Best with SqueezeNet.",
  params = {
    creature = r.class { default = "zebra", about = "any of the network's classes" },
    strength = r.number { default = 1.0, min = 0.2, max = 3.0, about = "how far the dream goes" },
  },
  network = "squeezenet",
  canvas = r.gradient {
    colours = { "#e8d9b0", "#cfae74", "#a8834e", "#6e5a3a" }, width = 768, height = 512,
  },

  recipe = function(net, p)
    local herd = net:class(p.creature)
    return {
      r.stage {
        name = "shapes",
        maximize = herd,
        minimize = 0.05 * r.tv(),
        octaves = { count = 6, scale = 1.4 }, steps = 20,
        step_size = r.ease(2.0, 1.0) * p.strength,
        jitter = 32,
      },
      r.match_colours { from = "input", space = "ab" },
    }
  end,
}
