#version 450
#extension GL_GOOGLE_include_directive : require
#include "../function.glsl"

float value(float x) { return exact_erf(x); }

float slope(float x, float y) { return 1.12837917 * exact_exp(-x * x); }
