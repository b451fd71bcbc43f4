-- A rose of mirrors gives the window, and what is dreamt in it the tracery; in its middle hangs the picture itself, in
-- glass of the same colours. Where one pane meets another runs the lead.
local r = require "reverie"

return r.preset {
  api = 1, title = "Stained glass", author = "Reverie", licence = "CC0-1.0",
  about = "A rose window in jewel colours, whose petals are folded from the picture that hangs in its middle.",
  params = {
    petals = r.integer { default = 8, min = 2, max = 24, about = "how many mirrored parts the window has" },
    depth = r.number { default = 0.6, min = 0.1, max = 1, about = "0.3 paints ornaments, 0.9 saints and beasts" },
  },
  network = "efficientnet-lite0",
  canvas = r.radial {
    colours = { "#f4e9c4", "#e0a52e", "#c2303a", "#7a1226", "#1f5fa8", "#12265c", "#1e6b4a", "#0a0a12" },
    width = 640, height = 640,
  },

  recipe = function(net, p)
    local glass = { "#0a0a12", "#12265c", "#1f5fa8", "#7a1226", "#c2303a", "#e0a52e", "#1e6b4a", "#f4e9c4" }
    local medallion = r.circle { radius = 0.34, softness = 0.02 }
    local canvas = r.canvas()
    local leads = (canvas - canvas:blur(3)):abs():blur(0.8):mask { above = 0.55, softness = 0.25 }
    local function see(sizes)
      return r.stage {
        maximize = net:at(p.depth):energy(),
        parameterization = r.fourier { decay = 1.1 }, optimizer = "adam", gradient = "none",
        octaves = { from = 130, scale = 1.6 }, steps = 12, step_size = r.per_octave(sizes), jitter = 16,
      }
    end
    return {
      r.kaleidoscope(p.petals), see({ 0.05, 0.05, 0.04, 0.03 }), r.kaleidoscope(p.petals),
      r.blend { picture = r.input(), mask = medallion },
      r.tone { contrast = 1.3, saturation = 1.5 }, r.palette { colours = glass, strength = 0.6 },
      see({ 0.025, 0.02, 0.015, 0.01 }),
      r.blur(0.0016), r.palette { colours = glass, strength = 0.8 }, r.blur(0.0006),
      r.blend { picture = r.file("guides/lead.png"), mask = leads, opacity = 0.9 },
    }
  end,
}
