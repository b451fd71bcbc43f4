-- The plugin "wallpaper": a pattern to print on cloth.
local r = require "reverie"
require "wallpaper"

return r.preset {
  api = 1, title = "Curtain", author = "Reverie", licence = "CC0-1.0",
  about = "A pattern that repeats on all sides, in a few colours.",
  params = {
    scale = r.choice { default = "middle", of = { "fine", "middle", "large" }, about = "how large its shapes are" },
    guide = r.picture { optional = true, about = "a picture whose look it takes" },
  },
  canvas = r.noise { kind = "pink", width = 512, height = 512 },
  recipe = function(net, p)
    local layer = net:at(0.45)
    return {
      r.wallpaper {
        maximize = p.guide and layer:guide(p.guide) or layer:energy(), scale = p.scale,
        colours = { "#f4ead5", "#d9b48a", "#7a1f2b", "#1d3b36", "#101820" },
      },
    }
  end,
}
