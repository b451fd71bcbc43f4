-- One channel, as in the notebook that came with TensorFlow: the gradient is taken apart into bands, and each band
-- pulls as hard as the others, so that large shapes grow along with fine ones (Mordvintsev, 2016). There the channel
-- was chosen by hand; here it is the one that the picture excites most, so that fur grows on a cat and trees in clouds.
-- Channel 120 is snails, whatever they grow on.
local r = require "reverie"

return r.preset {
  api = 1, title = "Laplacian", author = "Reverie, after Mordvintsev's TensorFlow notebook", licence = "CC0-1.0",
  about = "The channel that a picture excites most, drawn at every scale at once.",
  params = {
    depth = r.number { default = 0.8, min = 0.3, max = 1, about = "where the layer is, 0 picture … 1 last" },
    channel = r.integer { default = -1, min = -1, max = 511, about = "which; -1 the picture's strongest" },
    strength = r.number { default = 1, min = 0.2, max = 4, about = "how far the dream goes" },
  },
  network = "squeezenet",
  canvas = r.clouds { width = 768, height = 512 },

  recipe = function(net, p)
    local layer = net:at(p.depth):pre()
    local one = p.channel >= 0 and layer:channel(p.channel) or layer:strongest(1, layer:aligned(r.input()))
    return {
      r.stage {
        -- Before the ReLU a silent channel still has a gradient.
        maximize = one:mean(),
        octaves = { count = 6, scale = 1.4 }, steps = 20,
        step_size = r.ease(4, 0.3) * p.strength, parameterization = r.pixels { space = "decorrelated" },
        gradient = "laplacian", levels = 4, jitter = 32,
      },
      r.match_colours { from = "input", space = "ab" },
    }
  end,
}
