-- Dreams that answer themselves: a wedge is dreamt, mirrored around the middle, and dreamt again, so that what the network
-- draws grows into the symmetry instead of being cut by it.
local r = require "reverie"

return r.plugin {
  api = 1, name = "mandala", title = "Mandala", author = "Reverie", licence = "CC0-1.0",
  about = "Rounds of dreaming and mirroring around a point.",
  words = {
    r.define {
      name = "mandala", gives = "stages",
      about = "rounds of a climb and a kaleidoscope, from coarse to fine",
      options = {
        maximize = r.objective { about = "what grows in the petals" },
        segments = r.integer { default = 12, min = 2, max = 64, about = "how many petals" },
        rounds = r.integer { default = 3, min = 1, max = 8, about = "how often it is mirrored" },
        strength = r.number { default = 1, min = 0.1, max = 4, about = "how far each round goes" },
        turn = r.number { default = 0, min = -180, max = 180, unit = "degrees", about = "between two rounds" },
      },
      positional = { "maximize", "segments" },
      example = "r.mandala { maximize = net:at(\"parts\"):energy(), segments = 16 }",
      make = function(_, o)
        local stages = {}
        for round = 1, o.rounds do
          -- Later rounds begin on finer sizes: what is there already is kept, and only filled in.
          stages[#stages + 1] = r.stage {
            name = "petals " .. round, maximize = o.maximize,
            octaves = { count = math.max(2, 6 - round), scale = 1.5 }, steps = 8,
            step_size = r.ease(2, 1) * o.strength,
          }
          stages[#stages + 1] = r.kaleidoscope { segments = o.segments, angle = o.turn * (round - 1) }
        end
        -- The last touch is light, so that the seams between the petals close.
        stages[#stages + 1] = r.stage {
          name = "seams", maximize = o.maximize, octaves = { count = 2 }, steps = 4, step_size = 0.7 * o.strength,
        }
        return stages
      end,
    },
  },
}
