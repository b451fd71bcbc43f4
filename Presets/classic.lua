-- DeepDream: the gradient of one layer's energy, octave by octave, as Mordvintsev, Olah and Tyka published it in 2015;
-- with what was learnt since. The gradient is levelled in bands, so that large things grow with the small ones (their
-- own notebook's last part), and it climbs in colours of which photographs are made and not in red, green and blue,
-- which is where the rainbows in skies and walls came from (Olah et al., 2017). Steps are long while the picture is
-- small, and short in the end: fine things are drawn where there is something to hold them, and no ripples in a sky.
-- Looked at on SqueezeNet (depth 0.6: rings), VGG16 (0.7: feathers) and EfficientNet-Lite0, which has the beasts.
local r = require "reverie"

return r.preset {
  api = 1,
  title = "Classic",
  author = "Reverie, after Google's DeepDream",
  licence = "CC0-1.0",
  about = "DeepDream: whatever the network sees, it sees more of.",
  params = {
    depth = r.number { default = 0.75, min = 0, max = 1, about = "0.3 draws textures, 0.6 eyes, 0.75 animals" },
    strength = r.number { default = 1.0, min = 0.2, max = 4.0, about = "how far the dream goes" },
    octaves = r.integer { default = 6, min = 1, max = 10, about = "how large the largest pattern gets" },
  },
  network = "efficientnet-lite0",
  canvas = r.clouds { width = 768, height = 512 },

  recipe = function(net, p)
    return {
      r.stage {
        name = "dream",
        maximize = net:at(p.depth):energy(),
        octaves = { count = p.octaves, scale = 1.4 }, steps = 10,
        step_size = r.ease(11, 0) * p.strength, gradient = "laplacian", levels = 5,
        jitter = 32, parameterization = r.pixels { space = "decorrelated" },
      },
    }
  end,
}
