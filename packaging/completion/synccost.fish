# SPDX-License-Identifier: MIT
# Completion of synccost in fish. The program itself says what could stand at the cursor.

function __synccost_complete
    set -l words (commandline -opc)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    set -l current (string unescape -- (commandline -ct); or commandline -ct)
    set -l found
    for line in ($program --complete $words[2..-1] "$current" 2>/dev/null)
        switch $line
            case :files
                set -q found[1]; or __fish_complete_path (commandline -ct)
            case :folders
                set -q found[1]; or __fish_complete_directories (commandline -ct)
            case '*'
                set -a found $line
                echo $line
        end
    end
end
complete -c synccost -f -a '(__synccost_complete)'
