-- The plugin "mandala": a rose window grown from whatever the picture was.
local r = require "reverie"
require "mandala"

return r.preset {
  api = 1, title = "Rose window", author = "Reverie", licence = "CC0-1.0",
  about = "Dreams petals around the middle, and mirrors them until they are one.",
  params = {
    petals = r.integer { default = 12, min = 3, max = 48, about = "how many" },
    depth = r.number { default = 0.65, min = 0.1, max = 1, about = "0.3 draws lace, 0.9 draws faces" },
  },
  canvas = r.radial { colours = { "#ffe9b0", "#c2572b", "#3a1f5d", "#0b1030" }, width = 640, height = 640 },
  recipe = function(net, p)
    return { r.mandala { maximize = net:at(p.depth):energy(), segments = p.petals } }
  end,
}
