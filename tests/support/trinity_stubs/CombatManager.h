#pragma once
#include "Unit.h"
