-- Dreaming over people without losing them: the dream is held to what the network saw in the photo, stays out of the face,
-- and the light of the photo comes back at the end.
local r = require "reverie"

return r.plugin {
  api = 1, name = "portrait", title = "Portrait", author = "Reverie", licence = "CC0-1.0",
  about = "Dreams around a face, and keeps the sitter recognisable.",
  words = {
    r.define {
      name = "face", gives = "mask",
      about = "an upright oval with a soft edge: 1 on the face, 0 around it",
      options = {
        x = r.number { default = 0.5, min = 0, max = 1, about = "the middle, 0 left … 1 right" },
        y = r.number { default = 0.42, min = 0, max = 1, about = "the middle, 0 top … 1 bottom" },
        size = r.number { default = 0.2, min = 0.02, max = 1, about = "half of its height, as a part of the picture's" },
      },
      positional = { "x", "y", "size" },
      example = "mask = 1 - r.face(0.43, 0.22, 0.18)",
      make = function(_, o)
        return r.ellipse { x = o.x, y = o.y, width = 0.75 * o.size, height = o.size, softness = 0.35 }
      end,
    },
    r.define {
      name = "portrait", gives = "stages",
      about = "a dream around a face, on a leash, with the photo's light",
      options = {
        maximize = r.objective { about = "what grows around the sitter" },
        leash = r.tensor { about = "a layer that shall go on seeing the photo, such as net:at(\"texture\")" },
        hold = r.number { default = 0.25, min = 0, max = 10, about = "how tight the leash is" },
        face = r.mask { optional = true, about = "what is left alone; r.face() when left out" },
        light = r.number { default = 0.35, min = 0, max = 1, about = "how much of the photo's light comes back" },
        strength = r.number { default = 1, min = 0.1, max = 4, about = "how far the dream goes" },
      },
      positional = { "maximize", "leash" },
      example = "r.portrait { maximize = net:at(\"parts\"):energy(), leash = net:at(\"texture\"), "
        .. "face = r.face(0.43, 0.22, 0.18) }",
      make = function(_, o)
        return {
          r.stage {
            name = "around the face", maximize = o.maximize, minimize = o.hold * o.leash:leash(r.input()),
            mask = 1 - (o.face or r.face()), octaves = { count = 4 }, steps = 12,
            step_size = r.ease(1.8, 0.8) * o.strength,
          },
          r.match_colours {},
          o.light > 0 and r.blend { picture = r.input(), mode = "luminosity", opacity = o.light },
        }
      end,
    },
  },
}
