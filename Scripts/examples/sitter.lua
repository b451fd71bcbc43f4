-- The plugin "portrait": a dream around somebody who stays who they are.
local r = require "reverie"
require "portrait"

return r.preset {
  api = 1, title = "The sitter", author = "Reverie", licence = "CC0-1.0",
  about = "Dreams around a face; say where it is.",
  params = {
    x = r.number { default = 0.5, min = 0, max = 1, about = "the middle of the face, 0 left … 1 right" },
    y = r.number { default = 0.42, min = 0, max = 1, about = "the middle of the face, 0 top … 1 bottom" },
    size = r.number { default = 0.2, min = 0.02, max = 1, about = "half of its height" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far the dream goes" },
  },
  recipe = function(net, p)
    return {
      r.portrait {
        maximize = net:at("parts"):energy(), leash = net:at("texture"), face = r.face(p.x, p.y, p.size),
        strength = p.strength,
      },
    }
  end,
}
