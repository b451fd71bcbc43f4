-- A pattern without end, from the look of any picture: the channels that mark it are raised to a power, and only they
-- are drawn, on a sheet whose sides meet (Mordvintsev with Pinar and Viola, 2018). Of what the picture shows nothing is
-- left in its place.
local r = require "reverie"

return r.preset {
  api = 1, title = "Infinite patterns", author = "Reverie, after Lucid's notebook", licence = "CC0-1.0",
  about = "What marks a picture, on a sheet that repeats on all sides.",
  params = {
    guide = r.picture { optional = true, about = "whose look it takes; the picture's own when left out" },
    depth = r.number { default = 0.8, min = 0.1, max = 1, about = "0.3 takes its textures, 0.8 its parts" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far each step goes" },
  },
  network = "squeezenet",
  canvas = r.clouds { width = 512, height = 512 },

  recipe = function(net, p)
    local guide = p.guide or r.input()
    return {
      r.blur(0.25), r.seamless(0.4), r.tone { contrast = 0.3 },
      r.stage {
        maximize = net:at(p.depth):guide(guide, "selective"), wrap = "both",
        octaves = { count = 6, scale = 1.5 }, steps = 24, step_size = r.ease(4, 0.7) * p.strength, jitter = 255,
        parameterization = r.pixels { space = "decorrelated" },
      },
      r.match_colours { from = guide, space = "oklab" },
    }
  end,
}
