-- The strengths of a picture's waves stay what they are in a photograph; only their phases move. What grows has the
-- light and the grain of a photograph, and cannot burn (Fel et al., "MACO", 2023). In a lawn's waves birds come down.
local r = require "reverie"

return r.preset {
  api = 1, title = "Magnitude constrained", author = "Reverie, after MACO", licence = "CC0-1.0",
  about = "Scenes that nobody photographed, painted with the waves of a photograph.",
  params = {
    depth = r.number { default = 0.85, min = 0.1, max = 1, about = "0.3 paints textures, 0.9 paints scenes" },
    photo = r.pictures { optional = true, about = "one or a folder, whose waves are used; a lawn's when left out" },
    steps = r.integer { default = 96, min = 16, max = 1024, about = "how many" },
  },
  network = "efficientnet-lite0",
  canvas = r.clouds { width = 768, height = 512 },

  recipe = function(net, p)
    return {
      r.stage {
        maximize = net:at(p.depth):energy(),
        parameterization = r.phase { magnitudes = p.photo or r.file("guides/grass.jpg") },
        optimizer = "nadam", gradient = "none",
        step_size = 1, octaves = { count = 1 }, steps = p.steps, jitter = 32,
        transforms = { r.random_scale { 0.8, 0.9, 1, 1.1 }, r.random_rotate { -8, -4, 0, 4, 8 }, r.random_noise(8) },
      },
    }
  end,
}
