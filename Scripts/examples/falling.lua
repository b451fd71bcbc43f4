-- The plugin "descent": a film that falls through what the network knows, from textures to creatures.
local r = require "reverie"
require "descent"

return r.preset {
  api = 1, title = "Falling", author = "Reverie", licence = "CC0-1.0",
  about = "An endless zoom through textures, parts and creatures.",
  params = {
    frames = r.integer { default = 250, min = 2, max = 10000, about = "how many" },
    turn = r.number { default = 0.4, min = -10, max = 10, unit = "degrees", about = "how far each frame is turned" },
  },
  canvas = r.clouds { width = 640, height = 360 },
  recipe = function(net, p)
    return {
      r.stage { maximize = net:at("texture"):energy(), octaves = { count = 4 }, steps = 6 },
      r.descent {
        maximize = { net:at("texture"):energy(), net:at("parts"):energy(), net:at("objects"):energy() },
        frames = p.frames, turn = p.turn,
      },
    }
  end,
}
