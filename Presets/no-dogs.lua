-- ImageNet holds 118 breeds of dogs, and so every dream ends in them. This one climbs late layers as others do, while
-- the evidence for dogs, over twenty breeds, is climbed down.
local r = require "reverie"

return r.preset {
  api = 1, title = "No dogs", author = "Reverie", licence = "CC0-1.0",
  about = "A deep dream without the puppies. Needs a network with classes.",
  params = {
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far the dream goes" },
    dislike = r.number { default = 1, min = 0, max = 4, about = "how hard dogs are pushed away" },
  },
  network = "efficientnet-lite0",
  canvas = r.gradient {
    colours = { "#5aa9d6", "#a9d3c0", "#eac656", "#d98a4a", "#3f7d63", "#143a45" }, width = 768, height = 512,
  },

  recipe = function(net, p)
    local dogs = net:class(151)
    for breed = 157, 268, 6 do dogs = dogs + net:class(breed) end
    local birds_and_flowers = net:classes({ "peacock", "daisy", "coral reef", "monarch" })
    return {
      r.stage {
        maximize = net:at(0.8):energy() + 0.5 * birds_and_flowers, minimize = p.dislike / 20 * dogs,
        octaves = { count = 5, scale = 1.5 }, steps = 12, step_size = r.ease(12, 0.8) * p.strength,
        parameterization = r.pixels { space = "decorrelated" },
      },
      r.match_colours { from = "input", space = "oklab" },
    }
  end,
}
