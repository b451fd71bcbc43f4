-- A plan in three flat colours says what goes where: red becomes veins, green becomes grass, blue becomes stars. Paint
-- your own over a photo, and give your own guides.
local r = require "reverie"

return r.preset {
  api = 1, title = "Painted mosaic", author = "Reverie", licence = "CC0-1.0",
  about = "Fills the colours of a painted plan with the textures of three pictures.",
  params = {
    plan = r.picture { optional = true, about = "flat red, green and blue; a garden at night when left out" },
    red = r.picture { optional = true, about = "what grows on red" },
    green = r.picture { optional = true, about = "what grows on green" },
    blue = r.picture { optional = true, about = "what grows on blue" },
  },
  network = "squeezenet",
  canvas = r.clouds { width = 768, height = 512 },

  recipe = function(net, p)
    local plan, layer = p.plan or r.file("guides/plan.png"), net:at(0.4)
    local function part(colour, guide)
      return layer:guide { picture = guide, formula = "best-match", mask = plan:painted(colour):feather(0.01) }
    end
    return {
      r.blend(plan, "colour", 0.18),
      r.stage {
        maximize = part("#ff0000", p.red or r.file("guides/veins.jpg"))
          + part("#00ff00", p.green or r.file("guides/grass.jpg"))
          + part("#0000ff", p.blue or r.file("guides/stars.jpg")),
        octaves = { count = 5, scale = 1.4 }, steps = 16, step_size = r.ease(1.8, 1),
      },
      r.tone { saturation = 0.7 },
    }
  end,
}
