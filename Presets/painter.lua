-- A dream first, and then its painting: what the network sees grows large and soft, and the strokes of another picture
-- are laid over it on the finest sizes, where a brush would be. Colours stay those of the picture.
local r = require "reverie"

return r.preset {
  api = 1, title = "The painter's dream", author = "Reverie", licence = "CC0-1.0",
  about = "Dreams, and paints the dream with the strokes of another picture.",
  params = {
    strokes = r.picture { optional = true, about = "whose strokes; a cup of coffee when left out" },
    depth = r.number { default = 0.75, min = 0.1, max = 1, about = "of the dream: 0.4 cloth, 0.75 beasts" },
    strength = r.number { default = 1, min = 0, max = 3, about = "how far the dream goes" },
    paint = r.number { default = 1, min = 0.2, max = 3, about = "how thick the paint is" },
  },
  network = "efficientnet-lite0",
  canvas = r.clouds { width = 768, height = 512 },

  recipe = function(net, p)
    local strokes = p.strokes or r.file("guides/coffee.jpg")
    local painting = net:at(0.2):style(strokes) + net:at(0.4):style(strokes)
    local function climb(name, what, from, steps, sizes, push)
      return r.stage {
        name = name, maximize = what, octaves = { from = from, scale = 1.5 }, steps = steps, jitter = 16,
        parameterization = r.fourier { decay = 1.15 }, optimizer = "adam", gradient = "none",
        step_size = r.per_octave(sizes) * push,
      }
    end
    return {
      climb("dream", net:at(p.depth):energy(), 110, 14, { 0.045, 0.04, 0.03, 0.016, 0.008 }, p.strength),
      climb("paint", painting + 0.5 * net:at(p.depth):energy(), 230, 20, { 0.024, 0.018, 0.01 }, p.paint),
      r.match_colours { from = "input", space = "oklab" },
      r.blend(r.input(), "colour", 0.5),
    }
  end,
}
