-- Falls into itself, and ends where it began: play it in a loop.
local r = require "reverie"

return r.preset {
  api = 1, title = "Endless zoom", author = "Reverie", licence = "CC0-1.0",
  about = "A film that falls into the picture for ever.",
  params = {
    frames = r.integer { default = 150, min = 8, max = 20000, about = "how many" },
    speed = r.number { default = 1.03, min = 1, max = 1.2, about = "how much nearer each frame is" },
    turn = r.number { default = 0.5, min = -10, max = 10, unit = "degrees", about = "how far each frame is turned" },
    depth = r.number { default = 0.7, min = 0.1, max = 1, about = "0.3 falls through textures, 0.9 through animals" },
  },
  network = "efficientnet-lite0",
  canvas = r.radial {
    colours = { "#fff4cf", "#f2b65a", "#b4552d", "#5a2430", "#241a3a", "#0b1026" }, width = 640, height = 360,
  },

  recipe = function(net, p)
    local seen = net:at(p.depth):energy()
    -- Those of photographs: in red, green and blue each, skies fill with rainbows.
    local colours = r.pixels { space = "decorrelated" }
    return {
      r.stage {
        name = "first frame", maximize = seen, octaves = { count = 5 }, steps = 12,
        step_size = r.per_octave { 6, 6, 5, 3, 1 }, parameterization = colours,
      },
      r.match_colours { from = "input", space = "oklab" },
      r.film {
        frames = p.frames, loop = math.min(20, p.frames // 4), camera = r.camera { zoom = p.speed, rotate = p.turn },
        each = {
          r.stage {
            maximize = seen, octaves = { count = 4 }, steps = 3,
            step_size = r.per_octave { 4, 4, 3, 0.8 }, parameterization = colours,
          },
          -- Every frame dreams on the last: without this the light would burn out.
          r.match_colours { from = "input", space = "oklab" },
        },
      },
    }
  end,
}
