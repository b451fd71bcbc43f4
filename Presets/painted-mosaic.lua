-- A plan in three flat colours says what goes where. The pictures are laid into it like tesserae, and then each part is
-- dreamt further in the manner of its own picture, whose colours are laid over it again.
local r = require "reverie"

return r.preset {
  api = 1, title = "Painted mosaic", author = "Reverie", licence = "CC0-1.0",
  about = "Three pictures grow together on the red, green and blue of a painted plan. Best with SqueezeNet.",
  params = {
    plan = r.picture { optional = true, about = "flat red, green and blue; a garden at night when left out" },
    red = r.picture { optional = true, about = "what grows on red; veins when left out" },
    green = r.picture { optional = true, about = "what grows on green; grass when left out" },
    blue = r.picture { optional = true, about = "what grows on blue; stars when left out" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far the dream goes" },
  },
  network = "squeezenet",
  canvas = r.clouds { width = 768, height = 512 },

  recipe = function(net, p)
    local plan, layer = p.plan or r.file("guides/plan.png"), net:at(0.4)
    local parts = {
      { picture = p.red or r.file("guides/veins.jpg"), mask = plan:painted("#ff0000"):feather(0.01) },
      { picture = p.green or r.file("guides/grass.jpg"), mask = plan:painted("#00ff00"):feather(0.01) },
      { picture = p.blue or r.file("guides/stars.jpg"), mask = plan:painted("#0000ff"):feather(0.01) },
    }
    local stages, likeness = {}, nil
    for i, part in ipairs(parts) do
      stages[i] = r.blend { picture = part.picture, mask = part.mask, opacity = 0.85 }
      local like = layer:guide { picture = part.picture, mask = part.mask }
      likeness = likeness and likeness + like or like
    end
    stages[#stages + 1] = r.stage {
      maximize = likeness, octaves = { count = 4, scale = 1.4 }, steps = 10, step_size = r.ease(1.6, 0.8) * p.strength,
    }
    for _, part in ipairs(parts) do
      stages[#stages + 1] = r.blend { picture = part.picture, mask = part.mask, mode = "colour", opacity = 0.6 }
    end
    return stages
  end,
}
