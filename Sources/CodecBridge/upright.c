#include "upright.h"

#include <stdbool.h>

size_t upright_place(int orientation, int width, int height, int x, int y) {
    int row = y, column = x;
    bool turned = orientation >= 5;
    switch (orientation) {
    case 2: column = width - 1 - x; break;
    case 3: column = width - 1 - x, row = height - 1 - y; break;
    case 4: row = height - 1 - y; break;
    case 5: row = x, column = y; break;
    case 6: row = x, column = height - 1 - y; break;
    case 7: row = width - 1 - x, column = height - 1 - y; break;
    case 8: row = width - 1 - x, column = y; break;
    default: break;
    }
    return (size_t)row * (size_t)(turned ? height : width) + (size_t)column;
}
