-- Pictures that can be laid side by side: the network sees the canvas wrapped around, so that nothing stops at a border.
local r = require "reverie"

return r.plugin {
  api = 1, name = "wallpaper", title = "Wallpaper", author = "Reverie", licence = "CC0-1.0",
  about = "Patterns that repeat without a seam, from a layer or from the look of a picture.",
  words = {
    r.define {
      name = "wallpaper", gives = "stages",
      about = "a dream that repeats: wrapped on all sides, with a calm ground",
      options = {
        maximize = r.objective { about = "what the pattern is made of" },
        scale = r.choice { default = "middle", of = { "fine", "middle", "large" },
          about = "how large its largest shapes are" },
        calm = r.number { default = 0.03, min = 0, max = 1, about = "how smooth the ground is" },
        colours = r.list { of = r.colour {}, most = 16, optional = true, about = "a palette to print it in" },
        strength = r.number { default = 1, min = 0.1, max = 4, about = "how far the dream goes" },
      },
      positional = { "maximize", "scale" },
      example = "r.wallpaper { maximize = net:at(0.5):energy(), colours = { \"#f4ead5\", \"#7a1f2b\", \"#1d3b36\" } }",
      make = function(_, o)
        local count = ({ fine = 2, middle = 4, large = 6 })[o.scale]
        return {
          -- What the canvas has at its borders does not fit together yet.
          r.seamless(0.25),
          r.stage {
            name = "pattern", maximize = o.maximize, minimize = o.calm * r.tv(), wrap = "both",
            octaves = { count = count, scale = 1.5 }, steps = 16, step_size = r.ease(2.2, 0.8) * o.strength,
          },
          o.colours and r.palette { colours = o.colours, strength = 0.85 },
        }
      end,
    },
  },
}
