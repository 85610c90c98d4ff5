#pragma once

#include "stark/air/checker.hpp"
#include "vm/chips/common/instruction_air.hpp"
#include "vm/elf/program.hpp"

namespace zk::vm {

/// The program: a row for every word of the code, its fields in program columns, how often it was executed in the main column.
stark::Table program_table();

/// 2^h rows hold the code, h >= 4.
int program_log_height(const Program& program);
/// Program columns: kProgramFields of 2^program_log_height rows; rows beyond the code are zero.
stark::ProgramColumns program_columns(const Program& program);

}  // namespace zk::vm
