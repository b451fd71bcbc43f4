-- A picture from a sentence, for those who bring a CLIP (`reverie networks add image.onnx --text text.onnx`; the page
-- "Networks worth bringing" says from where). Many small views of the canvas, each in other colours and from another
-- side, must all be what the sentence says: so it is drawn large and small, and not only once. A photo is kept as far
-- as `keep` says. After the CLIP dreamers of 2021 (Ryan Murdock, Vadim Epstein, Katherine Crowson).
local r = require "reverie"

return r.preset {
  api = 1, title = "By words", author = "Reverie", licence = "CC0-1.0",
  about = "Draws what a sentence says. Needs a network that knows words, as CLIP.",
  params = {
    words = r.text { default = "a lighthouse in a storm", about = "what shall be seen" },
    but = r.text { default = "a blurry photo with text on it", about = "what shall not" },
    dislike = r.number { default = 0.3, min = 0, max = 2, about = "how much it shall not" },
    keep = r.number { default = 0.3, min = 0, max = 3, about = "how much of the picture stays" },
    steps = r.integer { default = 120, min = 8, max = 2000, about = "how many" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far a step goes" },
  },
  network = "clip",
  canvas = r.clouds { width = 512, height = 512 },

  recipe = function(net, p)
    local said = net:text(p.words) - p.dislike * net:text(p.but)
    return {
      r.stage {
        name = "said", maximize = said, minimize = p.keep * r.canvas():leash(r.input()),
        parameterization = r.fourier { decay = 1.3 }, optimizer = "adam", gradient = "none",
        octaves = { count = 1 }, steps = p.steps, step_size = r.ease(0.05, 0.02) * p.strength, jitter = 0,
        transforms = {
          r.random_crop { fraction = r.ease(0.9, 0.4) }, r.random_perspective(0.2), r.random_flip(),
          r.random_colours(0.1, 0.2),
        },
        views = 4,
      },
    }
  end,
}
