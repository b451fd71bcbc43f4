-- Style and dream in one climb: the textures of a painting, and on top of them whatever the network sees in the
-- picture.
local r = require "reverie"

return r.preset {
  api = 1, title = "The painter's dream", author = "Reverie", licence = "CC0-1.0",
  about = "Paints the picture in the manner of another, and dreams while painting.",
  params = {
    painting = r.picture { optional = true, about = "whose manner; veins of a retina when left out" },
    dream = r.number { default = 0.5, min = 0, max = 3, about = "how much is dreamt" },
    content = r.number { default = 0.2, min = 0, max = 4, about = "how much of the picture stays" },
    steps = r.integer { default = 60, min = 10, max = 500, about = "on each size" },
  },
  network = "squeezenet",
  canvas = r.clouds { width = 768, height = 512 },

  recipe = function(net, p)
    local painting = p.painting or r.file("guides/veins.jpg")
    return {
      r.stage {
        maximize = net:at(0.2):style(painting) + net:at(0.4):style(painting) + net:at(0.55):style(painting)
          + p.dream * net:at(0.7):energy() + p.content * net:at(0.45):content(r.input()),
        parameterization = "fourier", optimizer = "adam", step_size = 0.08, gradient = "none",
        octaves = { count = 1 }, steps = p.steps, jitter = 8,
      },
      r.match_colours { from = painting, space = "oklab" },
    }
  end,
}
