-- What 'reverie atlas --html' dreams on a photo: one channel, or all that a layer sees, as DeepDream does it
-- (Mordvintsev et al., 2015).
local r = require "reverie"

return r.preset {
  api = 1, title = "Atlas, on a photo", author = "Reverie, after DeepDream", licence = "CC0-1.0",
  about = "What a layer, or one of its channels, makes of a picture.",
  params = {
    layer = r.text { default = "", about = "its name; the one at 0.6 of the network's depth when left out" },
    channel = r.integer { default = -1, min = -1, max = 1000000, about = "counted from 0; -1 is the whole layer" },
    steps = r.integer { default = 12, min = 1, max = 2048, about = "of each octave" },
  },

  recipe = function(net, p)
    local layer = p.layer == "" and net:at(0.6) or net:layer(p.layer)
    local seen = p.channel < 0 and layer:energy() or layer:pre():channel(p.channel):mean()
    return {
      r.stage { maximize = seen, octaves = { count = 3, scale = 1.4 }, steps = p.steps, step_size = 1.5, jitter = 16 },
    }
  end,
}
