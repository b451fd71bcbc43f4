-- A dream over a film: what was dreamt on one frame moves along with what it was dreamt on, and fades where that is
-- gone or another shot begins. Give it a video, or a folder of frames:
--     reverie run moving-pictures clip.mp4 -o dream.mp4
local r = require "reverie"

return r.preset {
  api = 1, title = "Moving pictures", author = "Reverie", licence = "CC0-1.0",
  about = "Dreams over the frames of a film, and keeps still what holds still. Best with EfficientNet-Lite.",
  params = {
    depth = r.number { default = 0.7, min = 0.1, max = 1, about = "0.3 draws textures, 0.9 draws animals" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far each frame goes" },
    frames = r.integer { default = 24, min = 1, max = 5000, about = "how many, when no frames are given" },
    memory = r.number { default = 0.8, min = 0, max = 1, about = "how much of the dream the next frame keeps" },
    steady = r.number { default = 0.5, min = 0, max = 1, about = "against flicker; what it holds grows slower" },
  },
  network = "efficientnet-lite0",
  canvas = r.gradient {
    colours = { "#eef3d2", "#c4d68a", "#7fa650", "#47733a", "#5b4a2c", "#2b2219" }, width = 640, height = 360,
  },

  recipe = function(net, p)
    return {
      r.film {
        frames = p.frames, keep = p.memory, steady = p.steady, flow = "optical",
        each = {
          r.stage {
            maximize = net:at(p.depth):energy(), octaves = { count = 4 }, steps = 4,
            step_size = r.per_octave { 7.5, 7, 2.5, 0.3 } * p.strength,
            -- In colours that photographs have: in red, green and blue each, skies fill with rainbows.
            parameterization = r.pixels { space = "decorrelated" },
          },
          r.match_colours { from = "input", space = "ab" },
        },
      },
    }
  end,
}
