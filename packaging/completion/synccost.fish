# SPDX-License-Identifier: MIT
# Completion of synccost in fish. The program itself says what could stand at the cursor.

function __synccost_complete
    set -l words (commandline -opc)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    for line in ($program --complete $words[2..-1] (commandline -ct) 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path (commandline -ct)
            case :folders
                __fish_complete_directories (commandline -ct)
            case '*'
                echo $line
        end
    end
end
complete -c synccost -f -a '(__synccost_complete)'
