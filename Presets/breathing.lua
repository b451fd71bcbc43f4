-- A film that breathes with its sound: the bass lets animals surface, what is high lets light ripple over them, and in
-- silence the picture is left alone. Give it a video, which has a sound, or a picture and a song:
--     reverie run breathing clip.mp4 -o dream.mp4
--     reverie run breathing photo.jpg --set song=music.mp3 --set frames=500 -o dream.mp4
local r = require "reverie"

return r.preset {
  api = 1, title = "Breathing", author = "Reverie", licence = "CC0-1.0",
  about = "A film whose dream swells with its sound, and leaves the picture alone where it is silent.",
  params = {
    song = r.sound { optional = true, about = "what it goes by and has for its sound; the clip's own when absent" },
    depth = r.number { default = 0.7, min = 0.1, max = 1, about = "what surfaces: 0.3 textures, 0.7 eyes and animals" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far it goes where it is loudest" },
    quiet = r.number { default = 0.05, min = 0, max = 1, about = "how much of that is left in silence" },
    breath = r.number { default = 0.6, min = 0.1, max = 5, unit = "s", about = "how long it takes to sink back" },
    frames = r.integer { default = 48, min = 2, max = 20000, about = "how many, when no clip is given" },
  },
  network = "efficientnet-lite0",
  canvas = r.gradient {
    colours = { "#f6e7c8", "#e8b98a", "#b9746c", "#6a4a6d", "#2f3358", "#131a33" }, width = 640, height = 360,
  },

  recipe = function(net, p)
    -- Each band has its own loudest part, so that a deep hum is as good as a drum.
    local function heard(band, low, high)
      return r.loudness { of = p.song, band = band, low = low, high = high, smooth = p.breath }
    end
    local swell = heard("all", p.quiet, 1) * p.strength
    return {
      r.film {
        -- What was dreamt goes on into the next frame, so that nothing flickers, and fades as the sound does.
        frames = p.frames, keep = 0.8, flow = "optical",
        camera = r.camera { zoom = heard("bass", 1, 1.015) },
        each = {
          r.stage {
            name = "breath",
            maximize = heard("bass", 0.3, 1) * net:at(p.depth):energy()
              + heard("treble", 0.1, 0.6) * net:at(0.35):energy(),
            octaves = { count = 4 }, steps = 4, step_size = 3 * swell, jitter = 16,
            parameterization = r.pixels { space = "decorrelated" },
          },
          r.match_colours { from = "input", space = "ab" },
        },
      },
    }
  end,
}
