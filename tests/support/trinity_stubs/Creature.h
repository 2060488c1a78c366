#pragma once
#include "Unit.h"

class Creature : public Unit
{
};
