-- Style and dream in one climb: the strokes of another picture, and under them whatever the network sees in this one.
-- The other picture is laid faintly over it before, so that no part of the sheet stays empty; colours stay as they are.
local r = require "reverie"

return r.preset {
  api = 1, title = "The painter's dream", author = "Reverie", licence = "CC0-1.0",
  about = "Paints the picture with the strokes of another one, and dreams while painting.",
  params = {
    strokes = r.picture { optional = true, about = "whose strokes; the swirls of a cup of coffee when left out" },
    dream = r.number { default = 1.5, min = 0, max = 3, about = "how much is dreamt" },
    content = r.number { default = 0.7, min = 0, max = 4, about = "how much of the picture stays" },
    steps = r.integer { default = 50, min = 10, max = 500, about = "how many, on the two smaller sizes together" },
  },
  network = "efficientnet-lite0",
  canvas = r.clouds { width = 768, height = 512 },

  recipe = function(net, p)
    local strokes = p.strokes or r.file("guides/coffee.jpg")
    return {
      r.blend(strokes, "soft-light", 0.4),
      r.stage {
        maximize = net:at(0.2):style(strokes) + net:at(0.4):style(strokes) + p.dream * net:at(0.7):energy()
          + p.content * net:at(0.5):content(r.input()),
        parameterization = r.fourier { decay = 1.1 }, optimizer = "adam",
        step_size = r.per_octave { 0.06, 0.05, 0.035, 0.02 }, gradient = "none",
        octaves = { from = 150, scale = 1.6 },
        steps = { p.steps // 2, p.steps // 2, p.steps // 3, p.steps // 4 }, jitter = 8,
      },
      r.match_colours { from = "input", space = "oklab" },
    }
  end,
}
