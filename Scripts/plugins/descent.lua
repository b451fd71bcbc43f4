-- The endless zoom: every frame is the last one, a little nearer and dreamt a little further.
local r = require "reverie"

return r.plugin {
  api = 1, name = "descent", title = "Descent", author = "Reverie", licence = "CC0-1.0",
  about = "Films that fall into themselves.",
  words = {
    r.define {
      name = "descent", gives = "film",
      about = "a zoom without end; objectives take turns along the way",
      options = {
        maximize = r.list { of = r.objective {}, most = 16, about = "what is dreamt, one after the other" },
        frames = r.integer { default = 250, min = 2, max = 10000, about = "how many" },
        speed = r.number { default = 1.02, min = 1, max = 1.2, about = "how much nearer each frame is" },
        turn = r.number { default = 0, min = -10, max = 10, unit = "degrees", about = "how far each frame is turned" },
        strength = r.number { default = 1, min = 0.1, max = 4, about = "how far each frame goes" },
      },
      positional = { "maximize", "frames" },
      example = "r.descent { maximize = { net:at(\"parts\"):energy(), net:at(\"objects\"):energy() }, frames = 500 }",
      make = function(_, o)
        local count = #o.maximize
        return r.film {
          frames = o.frames,
          camera = r.camera { zoom = o.speed, rotate = o.turn },
          each = function(t)
            -- Two neighbours share a frame, so that one grows out of the other.
            local place = t * (count - 1)
            local first = math.min(math.floor(place), count - 1)
            -- In small steps, so that many frames are the same recipe and are planned once.
            local share = math.floor((place - first) * 24) / 24
            local what = o.maximize[first + 1]
            if share > 0 then what = (1 - share) * what + share * o.maximize[first + 2] end
            return {
              r.stage {
                name = "descent", maximize = what, octaves = { count = 3 }, steps = 2, step_size = 0.9 * o.strength,
              },
              -- Every frame dreams on the last one: without this the light would burn out after some dozens.
              r.match_colours {},
            }
          end,
        }
      end,
    },
  },
}
